"""The evidence as package resources: a Data Package (see README.md here for the codebook)."""
