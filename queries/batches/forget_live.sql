-- The touched scopes are derived anew.
delete from live_scope
where (extract, scope_org, scope_period) in (select (extract, scope_org, scope_period) from touched_scope)
