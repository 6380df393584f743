-- Which SLI defs read an event of this shape and value, and on which side.
SELECT DISTINCT def, side FROM match FINAL
WHERE shape = toUInt64({shape:String})
  AND (whole = 1 OR ({value:Nullable(String)} IS NULL AND bare = 1) OR (toDecimal128OrNull({value:Nullable(String)}, 9) >= lo AND toDecimal128OrNull({value:Nullable(String)}, 9) <= hi))
