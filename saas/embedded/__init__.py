"""PostgreSQL and Valkey from wheels: what `saas up` and the tests run instead of installed servers."""
