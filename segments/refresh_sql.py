"""The statements of a refresh: whom the criteria find now against who is on the segment. The same on both databases."""

DROP_RULED = "DROP TABLE IF EXISTS refresh_ruled"
CREATE_RULED = "CREATE TEMPORARY TABLE refresh_ruled (contact_id bigint PRIMARY KEY)"
RULED = "SELECT contact_id FROM refresh_ruled"

# What a step does to those whom the steps before it found. FOUND is the query of its contacts.
ADD = "INSERT INTO refresh_ruled (contact_id) SELECT found.contact_pk FROM (FOUND) AS found"
REDUCE = "DELETE FROM refresh_ruled WHERE contact_id IN (FOUND)"
REFINE = "DELETE FROM refresh_ruled WHERE contact_id NOT IN (FOUND)"

DROP_DIFFERENCES = "DROP TABLE IF EXISTS refresh_difference"
CREATE_DIFFERENCES = """
    CREATE TEMPORARY TABLE refresh_difference (contact_id bigint PRIMARY KEY, is_addition boolean NOT NULL)
"""
# Who is to come and who to leave. What was decided by hand, or by a file, stands: whoever was last put on the list so
# does not leave, whoever was last taken off it so does not come.
FIND_DIFFERENCES = """
    INSERT INTO refresh_difference (contact_id, is_addition)
    SELECT difference.contact_id, difference.is_addition
    FROM (
      SELECT ruled.contact_id, TRUE AS is_addition
      FROM refresh_ruled AS ruled
      LEFT JOIN (
        SELECT DISTINCT contact_id FROM segments_segmentline WHERE segment_id = %(segment)s
      ) AS there ON there.contact_id = ruled.contact_id
      WHERE there.contact_id IS NULL
      UNION ALL
      SELECT there.contact_id, FALSE AS is_addition
      FROM (SELECT DISTINCT contact_id FROM segments_segmentline WHERE segment_id = %(segment)s) AS there
      LEFT JOIN refresh_ruled AS ruled ON ruled.contact_id = there.contact_id
      WHERE ruled.contact_id IS NULL
    ) AS difference
    LEFT JOIN (
      SELECT mention.contact_id,
        MAX(CASE WHEN mention.is_addition THEN step.sequence ELSE 0 END) AS added_at,
        MAX(CASE WHEN mention.is_addition THEN 0 ELSE step.sequence END) AS removed_at
      FROM segments_stepcontact AS mention
      JOIN segments_segmentstep AS step ON step.id = mention.step_id
      WHERE step.segment_id = %(segment)s AND step.undone_at IS NULL AND step.source <> 'criteria'
      GROUP BY mention.contact_id
    ) AS decided ON decided.contact_id = difference.contact_id
    WHERE decided.contact_id IS NULL
      OR (difference.is_addition AND decided.added_at > decided.removed_at)
      OR (NOT difference.is_addition AND decided.removed_at > decided.added_at)
"""
COMING = "SELECT contact_id FROM refresh_difference WHERE is_addition"
LEAVING = "SELECT contact_id FROM refresh_difference WHERE NOT is_addition"
MENTION = """
    INSERT INTO segments_stepcontact (step_id, contact_id, is_addition)
    SELECT %s, contact_id, is_addition FROM refresh_difference
"""
