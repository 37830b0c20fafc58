"""What the warehouse holds, read one subject a module; ``store.holdings`` puts them together."""
