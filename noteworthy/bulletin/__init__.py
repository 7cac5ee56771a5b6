"""The bulletin: the analyses of the inspectorate's two bulletins, as tables, charts and files."""
