"""What a refresh keeps while it is under way. The same on both databases."""

DROP_RULED = "DROP TABLE IF EXISTS refresh_ruled"
CREATE_RULED = "CREATE TEMPORARY TABLE refresh_ruled (contact_id bigint PRIMARY KEY)"
# Those whom the rules find, asked once. FOUND is the query of contacts.
KEEP_RULED = "INSERT INTO refresh_ruled (contact_id) SELECT found.contact_pk FROM (FOUND) AS found"
RULED = "SELECT contact_id FROM refresh_ruled"

DROP_DIFFERENCES = "DROP TABLE IF EXISTS refresh_difference"
CREATE_DIFFERENCES = """
    CREATE TEMPORARY TABLE refresh_difference (contact_id bigint PRIMARY KEY, is_addition boolean NOT NULL)
"""
# Who is to come, or to leave.
KEEP_DIFFERENCE = """
    INSERT INTO refresh_difference (contact_id, is_addition)
    SELECT found.contact_pk, %s FROM (FOUND) AS found
"""
COMING = "SELECT contact_id FROM refresh_difference WHERE is_addition"
LEAVING = "SELECT contact_id FROM refresh_difference WHERE NOT is_addition"
MENTION = """
    INSERT INTO segments_stepcontact (step_id, contact_id, is_addition)
    SELECT %s, contact_id, is_addition FROM refresh_difference
"""
