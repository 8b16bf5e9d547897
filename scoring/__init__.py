"""Pure arithmetic over frames: maturity, strength, rank, funding line and best set."""
