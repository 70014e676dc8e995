"""Two small models trained on PubMed's own records, applied with NumPy alone.

They say what a label or a publication type would say, where PubMed gives none.
"""
