"""Clock, errors, keys, files, the SQLite back end and the only outbound HTTP; knows no model."""
