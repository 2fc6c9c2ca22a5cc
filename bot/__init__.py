"""What Giveback does: sources, facts, attribution, storage and the verbs that join them."""
