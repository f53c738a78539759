-- Creates the item if need be and leases it, whatever its place in the queue. Status:
--   acquired           the lease is yours; a live lease of the same holder is returned as it is
--   held_elsewhere     somebody else holds it until lease_until
--   already_completed, dead, paused
--   created, exists    only for a lease of zero, which creates and does not lease
create function acquire_item(p_key text, p_holder text, p_lease interval, p_payload jsonb default null, p_priority smallint default 1)
returns table (status text, id bigint, token bigint, payload jsonb, priority smallint, attempt integer, exponent smallint, lease_until timestamptz, lease_ms bigint)
language plpgsql volatile security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    s settings;
    v_status text;
    v_new boolean;
    v_now timestamptz;
    i item;
    v_seen timestamptz;
    r ready;
    l lease;
begin
    if p_lease = interval '0' then
        v_new := insert_items(array[p_key], array[p_payload], p_priority, null, 0::smallint, p_holder, null) is not null;
        return query select case when v_new then 'created' else 'exists' end, x.id, null::bigint, x.payload, x.priority, null::integer,
            null::smallint, null::timestamptz, null::bigint from item x where x.key = p_key;
        return;
    end if;
    perform check_lease(p_holder, p_lease);
    select * into s from settings;
    perform demand_durability();
    perform follow_timeline();
    perform check_keys(array[p_key]);
    loop
        select * into i from item x where x.key = p_key;
        if s.paused then
            v_status := 'paused';
            exit;
        elsif not found then
            perform insert_items(array[p_key], array[p_payload], p_priority, null, 0::smallint, p_holder, null);
            continue;
        end if;
        v_now := clock();
        -- Waits for whoever is taking it. The place in ready comes from item: a change of it in between shows, and all is looked at anew.
        delete from ready x where x.priority = i.priority and x.run_at = i.run_at and x.id = i.id returning x.* into r;
        if found then
            insert into lease (id, token, acquired_at, lease_until, attempt, exponent, priority, holder)
                values (i.id, nextval('fence'::regclass), v_now,
                    v_now + lease_length(p_lease, r.exponent, s.lease_mode = 'doubling', s.exponent_cap, s.lease_max),
                    r.attempt + 1, least(r.exponent + 1, 1000)::smallint, r.priority, p_holder)
                returning * into l;
            v_status := 'acquired';
            exit;
        end if;
        select * into l from lease x where x.id = i.id for update;
        if found then
            v_now := clock();
            if l.lease_until > v_now then
                v_status := case when l.holder = p_holder then 'acquired' else 'held_elsewhere' end;
            elsif l.successors is not null then
                perform insert_items(l.successors, null, l.priority, null, 0::smallint, l.holder, l.id);
                delete from lease x where x.id = l.id;
                insert into history (at, id, token, attempt, event, holder, successors)
                    values (v_now, l.id, l.token, l.attempt, 'S', l.holder, l.successors);
                v_status := 'already_completed';
            elsif l.attempt >= s.attempts_max then
                perform bury(l, 'the lease expired', v_now);
                v_status := 'dead';
            else
                update lease x set token = nextval('fence'::regclass), holder = p_holder, attempt = x.attempt + 1,
                        exponent = least(x.exponent + 1, 1000)::smallint, acquired_at = v_now,
                        lease_until = v_now + lease_length(p_lease, x.exponent, s.lease_mode = 'doubling', s.exponent_cap, s.lease_max)
                    where x.id = l.id returning * into l;
                v_status := 'acquired';
            end if;
            exit;
        end if;
        if exists (select 1 from dead d where d.id = i.id) then
            v_status := 'dead';
            exit;
        end if;
        select x.run_at into v_seen from item x where x.id = i.id;
        if v_seen = i.run_at and not exists (select 1 from ready x where x.priority = i.priority and x.run_at = i.run_at and x.id = i.id)
            and not exists (select 1 from lease x where x.id = i.id) then
            v_status := 'already_completed';
            exit;
        end if;
    end loop;
    return query select v_status, i.id, case when v_status = 'acquired' then l.token end, case when v_status = 'acquired' then i.payload end, i.priority,
        case when v_status = 'acquired' then l.attempt end, case when v_status = 'acquired' then (l.exponent - 1)::smallint end,
        case when v_status in ('acquired', 'held_elsewhere') then l.lease_until end,
        case when v_status = 'acquired' then (extract(epoch from l.lease_until - v_now) * 1000)::bigint end;
end $$;
