-- What was found is kept as values, and worded when it is read: facts is a JSON object, NULL with findings of earlier
-- versions, whose message and mend are sentences. New findings have an empty message unless they keep the text of an error.
-- examples is a JSON array of {row_number, cell, values}; earlier ones have a text, value.
alter table batch_finding add column facts varchar;
