"""What moderators see and ask: the queue, the standards, appeals, bans, figures. What they do is in `actions`."""
