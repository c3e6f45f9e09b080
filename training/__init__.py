"""Training code of Phraselift's model packs."""
