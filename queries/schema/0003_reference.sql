-- Classifications that come with the product; refilled from data/reference when a warehouse is opened for writing.
-- Codes are hierarchical by prefix: function 3, 5, 7 digits (类, 款, 项); economic 3, 5 digits (类, 款).
create table function_class (code varchar not null, name varchar not null, level varchar not null);
create table economic_class (code varchar not null, name varchar not null, level varchar not null);
