-- Why a verb has found no lease with this number and token. The same token again after a success is no error: the answer may have been lost.
create function why_not(p_id bigint, p_token bigint, p_holder text) returns text language plpgsql stable as $$
declare
    v_token bigint;
    v_holder text;
begin
    if exists (select 1 from history h where h.id = p_id and h.token = p_token and h.event in ('C', 'S')) then
        return 'already';
    end if;
    select l.token, l.holder into v_token, v_holder from lease l where l.id = p_id;
    if found then
        return case when v_token = p_token or v_holder <> p_holder then 'not_owner' else 'stale_token' end;
    end if;
    if not exists (select 1 from item i where i.id = p_id) then
        return 'unknown_item';
    end if;
    if exists (select 1 from dead d where d.id = p_id) then
        return 'dead';
    end if;
    if exists (select 1 from history h where h.id = p_id and h.event in ('C', 'S')) then
        return 'already_completed';
    end if;
    return 'not_owner';
end $$;

create function refuse(p_why text, p_id bigint) returns void language plpgsql immutable as $$
begin
    case p_why
        when 'stale_token' then raise exception 'item % has been leased anew, under a newer token', p_id using errcode = 'WQ001';
        when 'not_owner' then raise exception 'item % is not leased by the caller', p_id using errcode = 'WQ002';
        when 'lease_expired' then raise exception 'the lease of item % is over', p_id using errcode = 'WQ003';
        when 'already_completed' then raise exception 'item % has been completed under another token', p_id using errcode = 'WQ004';
        when 'unknown_item' then raise exception 'there is no item %', p_id using errcode = 'WQ008';
        when 'dead' then raise exception 'item % is dead', p_id using errcode = 'WQ011';
        else raise exception 'item %: %', p_id, p_why using errcode = 'WQ005';
    end case;
end $$;

create function check_pairs(p_ids bigint[], p_tokens bigint[]) returns void language plpgsql immutable as $$
begin
    if p_ids is null or p_tokens is null or cardinality(p_ids) <> cardinality(p_tokens) or array_ndims(p_ids) > 1 or array_ndims(p_tokens) > 1 then
        raise exception 'numbers and tokens are not two lists of the same length' using errcode = 'WQ005';
    end if;
end $$;

-- True when this call has completed the item, false when an earlier call with the same token has.
create function complete(p_id bigint, p_token bigint, p_holder text default null) returns boolean
language plpgsql volatile security definer set search_path from current set enable_seqscan = off set enable_bitmapscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
    v_why text;
begin
    if current_setting('synchronous_commit') = 'off' then
        perform set_config('synchronous_commit', 'on', true);
    end if;
    if current_setting('howdah.t' || 'settings'::regclass::oid, true) is distinct from left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) then
        perform follow_timeline();
    end if;
    with d as (
        delete from lease l where l.id = p_id and l.token = p_token and (p_holder is null or l.holder = p_holder) returning l.attempt, l.holder)
    insert into history (at, id, token, attempt, event, holder) select clock(), p_id, p_token, d.attempt, 'C', d.holder from d;
    if found then
        return true;
    end if;
    v_why := why_not(p_id, p_token, p_holder);
    if v_why <> 'already' then
        perform refuse(v_why, p_id);
    end if;
    return false;
end $$;

-- Completes every pair it can. Returns a row only for those that this call has not completed: already, stale_token, not_owner,
-- already_completed, dead or unknown_item.
create function complete_many(p_ids bigint[], p_tokens bigint[], p_holder text default null) returns table (id bigint, status text)
language plpgsql volatile security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    v_done bigint[];
    v_now timestamptz := clock();
begin
    perform check_pairs(p_ids, p_tokens);
    perform demand_durability();
    perform follow_timeline();
    with d as (
        delete from lease l where l.id = any (p_ids) and case when cardinality(p_tokens) < 200 then l.token = any (p_tokens) else l.token in (select unnest(p_tokens)) end
            and (p_holder is null or l.holder = p_holder) returning l.id, l.token, l.attempt, l.holder),
    h as (
        insert into history (at, id, token, attempt, event, holder) select v_now, d.id, d.token, d.attempt, 'C', d.holder from d returning id)
    select array_agg(h.id) into v_done from h;
    if coalesce(cardinality(v_done), 0) < cardinality(p_ids) then
        return query
            select u.id, why_not(u.id, u.token, p_holder)
            from unnest(p_ids, p_tokens) with ordinality u(id, token, o)
            where u.id is null or u.id <> all (coalesce(v_done, '{}'))
                or exists (select 1 from unnest(p_ids) with ordinality e(id, o) where e.id = u.id and e.o < u.o)
            order by u.o;
    end if;
end $$;

-- acquire with its arguments in another order: completes the pairs and takes up to p_limit items, in one transaction with one commit.
create function complete_and_acquire(p_ids bigint[], p_tokens bigint[], p_holder text, p_lease interval, p_limit integer default 1)
returns table (id bigint, token bigint, key text, payload jsonb, priority smallint, attempt integer, exponent smallint, lease_until timestamptz, lease_ms bigint)
language plpgsql volatile security definer set search_path from current as $$
#variable_conflict use_column
begin
    return query select a.* from acquire(p_holder, p_lease, p_limit, coalesce(p_ids, '{}'), p_tokens) a;
end $$;

-- Creates the successors and completes the item, in one transaction. Successors that exist, in whatever state, are left as they are.
-- Returns how many it has created; 0 when an earlier call with the same token and list has done it.
create function complete_with_successors(p_id bigint, p_token bigint, p_successors text[], p_exponent smallint default 0,
    p_payloads jsonb[] default null, p_priority smallint default null, p_holder text default null)
returns integer language plpgsql volatile security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
    l lease;
    v_key text;
    v_known text[];
    v_new bigint[];
    v_why text;
begin
    perform check_keys(p_successors);
    perform demand_durability();
    perform follow_timeline();
    select * into l from lease x where x.id = p_id and x.token = p_token and (p_holder is null or x.holder = p_holder) for update;
    if not found then
        select coalesce(h.successors, '{}') into v_known from history h where h.id = p_id and h.token = p_token and h.event = 'S';
        if found then
            if v_known <> p_successors then
                raise exception 'item % has been completed with other successors', p_id using errcode = 'WQ007';
            end if;
            return 0;
        end if;
        v_why := why_not(p_id, p_token, p_holder);
        perform refuse(case when v_why = 'already' then 'already_completed' else v_why end, p_id);
    end if;
    if l.successors <> p_successors then
        raise exception 'item % has other successors on record', p_id using errcode = 'WQ007';
    end if;
    select i.key into v_key from item i where i.id = p_id;
    if v_key = any (p_successors) then
        raise exception 'item % cannot be its own successor', p_id using errcode = 'WQ006';
    end if;
    if (select count(distinct u.k) from unnest(p_successors) u(k)) < cardinality(p_successors) then
        raise exception 'item % has a successor twice', p_id using errcode = 'WQ006';
    end if;
    v_new := coalesce(insert_items(p_successors, p_payloads, coalesce(p_priority, l.priority), null, p_exponent, l.holder, p_id), '{}');
    if cardinality(v_new) < cardinality(p_successors) and exists (
        with recursive ancestor as (
            select i.parent_id as id from item i where i.id = p_id
            union
            select i.parent_id from ancestor a join item i on i.id = a.id where i.parent_id is not null)
        select 1 from ancestor a join item i on i.id = a.id where i.key = any (p_successors)) then
        raise exception 'a successor of item % is one of its ancestors', p_id using errcode = 'WQ006';
    end if;
    delete from lease x where x.id = p_id and x.token = p_token;
    insert into history (at, id, token, attempt, event, holder, successors)
        values (clock(), p_id, p_token, l.attempt, 'S', l.holder, p_successors);
    return cardinality(v_new);
end $$;
