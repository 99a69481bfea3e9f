"""Our reports before the validators of others: veraPDF, EU DSS, pyHanko's AdES validation and pdfsig."""
