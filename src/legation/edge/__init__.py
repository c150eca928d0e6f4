"""Gate, page cache, headers; knows nothing above: packages hand it policies."""
