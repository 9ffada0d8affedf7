"""One module per version; each begins with the number of the version before."""
