"""Vehicle recalls: which of the group's vehicles a manufacturer calls back, who was told, and what is done."""
