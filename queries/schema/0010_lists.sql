-- What follows from whole lists is kept as marts now; the views that worked it out at every read go.
drop view if exists successor;
drop view if exists organisation;
drop view if exists item;
