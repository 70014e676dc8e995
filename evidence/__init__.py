"""evidence-tracker: keeps a clinic's articles true to PubMed."""
