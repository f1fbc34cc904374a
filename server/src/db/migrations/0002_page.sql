-- What the page asks that nothing asked before.

-- "How did the last day's tasks end?" reads the blocks of that day alone. BRIN: a few bytes per 32 blocks,
-- and it keeps no write of a task from staying on its page (HOT), so the hot path pays nothing for it.
create index tasks_ended on tasks using brin (ended_at) with (pages_per_range = 32, autosummarize = on);
