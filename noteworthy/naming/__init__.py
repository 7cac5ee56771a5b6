"""How the model of names is made: invented names of many origins, put into notes that had others or none."""
