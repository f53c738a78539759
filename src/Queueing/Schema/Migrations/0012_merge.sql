-- For a gateway that asks on behalf of many: takes as many items as there are holders, in one call, and gives each its own. The rows are in the order of the holders;
-- a holder that is to get several is given as often.
create function acquire_for(p_holders text[], p_lease interval)
returns table (id bigint, token bigint, key text, payload jsonb, priority smallint, attempt integer, exponent smallint, lease_until timestamptz, lease_ms bigint)
language plpgsql volatile security definer set search_path from current
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    r record;
    v_ids bigint[] := '{}';
begin
    if p_holders is null or cardinality(p_holders) = 0 or array_ndims(p_holders) > 1
        or exists (select 1 from unnest(p_holders) h where h is null or octet_length(h) not between 1 and 512) then
        raise exception 'the list of holders is empty, or one is null, empty or longer than 512 bytes' using errcode = 'WQ005';
    end if;
    for r in select a.* from acquire(p_holders[1], p_lease, cardinality(p_holders)) a loop
        v_ids := v_ids || r.id;
        id := r.id;
        token := r.token;
        key := r.key;
        payload := r.payload;
        priority := r.priority;
        attempt := r.attempt;
        exponent := r.exponent;
        lease_until := r.lease_until;
        lease_ms := r.lease_ms;
        return next;
    end loop;
    update lease l set holder = u.holder from unnest(v_ids, p_holders[1:cardinality(v_ids)]) u(id, holder) where l.id = any (v_ids) and l.id = u.id and l.holder <> u.holder;
end $$;
