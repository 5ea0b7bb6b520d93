"""Recorded clouds: the document that ``mini-nova sandbox record`` writes becomes a state."""
