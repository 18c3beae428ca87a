"""PostgreSQL: sessions, repositories and the tables' mixins."""
