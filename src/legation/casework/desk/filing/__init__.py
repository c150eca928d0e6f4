"""Letters that an officer files for somebody who wrote on paper, telephoned or came to the counter."""
