-- What the page asks that nothing asked before.

-- "How did the last day's tasks end?" reads the blocks of that day alone. BRIN: a few bytes per 32 blocks,
-- and it keeps no write of a task from staying on its page (HOT), so the hot path pays nothing for it.
create index tasks_ended on tasks using brin (ended_at) with (pages_per_range = 32, autosummarize = on);

-- The lists of tasks, sorted. These hold ended tasks only, so that a task enters each of them once, when it
-- settles, and the engine's own statements never see them (docs/decisions/2026-11-23-task-list.md has the figures).
-- What has not ended is few, found by tasks_unfinished and sorted in memory.
create index tasks_ended_list on tasks (workspace_id, status, id desc) where status in ('complete', 'cancelled');
create index tasks_ended_since on tasks (workspace_id, status_since, id) where status in ('complete', 'error', 'cancelled');
create index tasks_ended_created on tasks (workspace_id, created_at, id) where status in ('complete', 'error', 'cancelled');
create index tasks_ended_duration on tasks (workspace_id, (coalesce(ended_at - started_at, interval '0')), id)
  where status in ('complete', 'error', 'cancelled');
