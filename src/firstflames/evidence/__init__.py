"""The evidence: loading the Data Package, checking it, proving excerpts."""
