-- What a monitor reads. Every count stops at p_cap, or is a counter that somebody else has kept: the cost does not grow with the queue. The counters begin
-- anew when the server's statistics do (a crash, a new epoch for acquired): they are for rates. completed is how many completions are remembered, from the
-- planner's figures: near the truth, and never far behind.
create function metrics(p_cap integer default 10000)
returns table (ready bigint, scheduled bigint, leased bigint, expired bigint, dead bigint, completed bigint, oldest_ready_age double precision, paused boolean,
    created_total bigint, acquired_total bigint, completed_total bigint, failed_total bigint, died_total bigint, redriven_total bigint, released_total bigint,
    dead_tuples bigint, epoch integer, schema_version integer)
language plpgsql stable security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    v_failed bigint := coalesce(pg_sequence_last_value('failures'::regclass), 0);
    v_died bigint := coalesce(pg_sequence_last_value('deaths'::regclass), 0);
    v_redriven bigint := coalesce(pg_sequence_last_value('redrives'::regclass), 0);
    v_others bigint := v_failed + v_died + v_redriven;
begin
    return query
        select b.ready, b.scheduled, b.leased, b.expired, b.dead, greatest(h.rows - v_others, 0), b.oldest_ready_age, b.paused,
            greatest(pg_stat_get_tuples_inserted('item'::regclass) - coalesce(pg_sequence_last_value('undone'::regclass), 0), 0), coalesce(pg_sequence_last_value('fence'::regclass), 0) & 17592186044415,
            greatest(h.inserted - v_others, 0), v_failed, v_died, v_redriven, coalesce(pg_sequence_last_value('releases'::regclass), 0),
            pg_stat_get_dead_tuples('ready'::regclass) + pg_stat_get_dead_tuples('lease'::regclass),
            (select s.epoch from settings s), (select max(m.version) from migration m)
        from backlog(p_cap) b
        cross join lateral (
            select coalesce(sum(pg_stat_get_tuples_inserted(c.oid)), 0)::bigint as inserted,
                coalesce(sum(greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid))), 0)::bigint as rows
            from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'history'::regclass) h;
end $$;

-- Who keeps VACUUM from removing what was taken, the worst first: sessions, prepared transactions, replication slots. Age: transactions begun since.
-- The owner of the queue sees other users' sessions only as a member of pg_read_all_stats.
create function xmin_holders(p_limit integer default 5)
returns table (kind text, pid integer, name text, state text, since timestamptz, age bigint)
language sql stable security definer set search_path from current as $$
    select * from (
        select 'session', a.pid, coalesce(nullif(a.application_name, ''), a.usename::text), a.state, a.xact_start, age(coalesce(a.backend_xmin, a.backend_xid))::bigint
            from pg_stat_activity a where (a.backend_xmin is not null or a.backend_xid is not null) and a.pid <> pg_backend_pid()
        union all
        select 'prepared transaction', null, p.gid, null, p.prepared, age(p.transaction)::bigint from pg_prepared_xacts p
        union all
        select 'replication slot', s.active_pid, s.slot_name::text, case when s.active then 'active' else 'inactive' end, null, age(s.xmin)::bigint
            from pg_replication_slots s where s.xmin is not null) h (kind, pid, name, state, since, age)
    order by h.age desc limit p_limit
$$;
