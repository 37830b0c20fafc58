"""A scheduled news monitor: a brief becomes watchlists, feeds become digests."""
