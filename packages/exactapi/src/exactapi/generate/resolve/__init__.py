"""From the canonical document to the operations that the emitters see."""
