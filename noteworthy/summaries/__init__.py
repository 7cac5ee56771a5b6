"""What pages and the bulletin show of a whole corpus, worked out once when a database is made."""
