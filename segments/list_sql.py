"""The statements that say who is on a segment, and bring its lines there. The same on both databases.

See docs/audience.md.

A contact is mentioned by steps. The last mention among the steps that are not undone decides: an addition puts it on
the list, a removal takes it off. It has as many lines as it was added since its last removal, where an addition that
does not allow existing contacts counts only when it is the first.
"""

# Contacts that a query finds, mentioned by a step. FOUND is the query; its parameters stand between those here.
MENTION = """
    INSERT INTO segments_stepcontact (step_id, contact_id, is_addition)
    SELECT %s, found.contact_pk, %s FROM (FOUND) AS found
"""

CREATE_DIFFERENCES = """
    CREATE TEMPORARY TABLE list_difference (contact_id bigint PRIMARY KEY, difference integer NOT NULL)
"""
DROP_DIFFERENCES = "DROP TABLE IF EXISTS list_difference"

# How many lines the contacts that STEPS mention have too few (more than 0) or too many (less than 0). STANDING are the
# steps of the segment that are not undone. Both are keys in the statement itself: of rows written a moment ago
# PostgreSQL knows no figures, and would read the mentions of every segment there is.
FIND_DIFFERENCES = """
    INSERT INTO list_difference (contact_id, difference)
    SELECT concerned.contact_id, COALESCE(wanted.line_count, 0) - COALESCE(had.line_count, 0)
    FROM (SELECT DISTINCT contact_id FROM segments_stepcontact WHERE step_id IN (STEPS)) AS concerned
    LEFT JOIN (
      SELECT standing.contact_id,
        SUM(CASE WHEN standing.allows_existing THEN 1 ELSE 0 END)
        + CASE
            WHEN MIN(CASE WHEN NOT standing.allows_existing THEN standing.sequence END) = MIN(standing.sequence) THEN 1
            ELSE 0
          END AS line_count
      FROM (
        SELECT mention.contact_id, mention.is_addition, step.sequence, step.allows_existing,
          MAX(CASE WHEN mention.is_addition THEN 0 ELSE step.sequence END)
            OVER (PARTITION BY mention.contact_id) AS removed_at
        FROM segments_stepcontact AS mention
        JOIN segments_segmentstep AS step ON step.id = mention.step_id
        WHERE mention.step_id IN (STANDING)
      ) AS standing
      WHERE standing.is_addition AND standing.sequence > standing.removed_at
      GROUP BY standing.contact_id
    ) AS wanted ON wanted.contact_id = concerned.contact_id
    LEFT JOIN (
      SELECT line.contact_id, COUNT(*) AS line_count
      FROM segments_segmentline AS line
      WHERE line.segment_id = %(segment)s
      GROUP BY line.contact_id
    ) AS had ON had.contact_id = concerned.contact_id
    WHERE COALESCE(wanted.line_count, 0) <> COALESCE(had.line_count, 0)
"""

# Of a contact with too many lines the last ones go. Their keys are kept meanwhile: they are asked for several times.
CREATE_SURPLUS = "CREATE TEMPORARY TABLE list_surplus (line_id bigint PRIMARY KEY)"
DROP_SURPLUS = "DROP TABLE IF EXISTS list_surplus"
KEEP_SURPLUS = """
    INSERT INTO list_surplus (line_id)
    SELECT ranked.id
    FROM (
      SELECT line.id, difference.difference,
        ROW_NUMBER() OVER (PARTITION BY line.contact_id ORDER BY line.line_number DESC) AS place
      FROM segments_segmentline AS line
      JOIN list_difference AS difference ON difference.contact_id = line.contact_id
      WHERE line.segment_id = %s AND difference.difference < 0
    ) AS ranked
    WHERE ranked.place <= -ranked.difference
"""
SURPLUS = "SELECT line_id FROM list_surplus"

# One line for each contact that has more than PLACE too few, by company and name, behind the lines that are there.
ADD_LINES = """
    INSERT INTO segments_segmentline
      (segment_id, line_number, contact_id, buyer_id, campaign_id, is_campaign_target, is_campaign_response,
       is_cancelled)
    SELECT %(segment)s,
      %(last_number)s + ROW_NUMBER() OVER (
        ORDER BY COALESCE(company.name, contact.name), COALESCE(company.number, contact.number), contact.type,
          contact.name, contact.id
      ),
      contact.id, COALESCE(contact.company_id, contact.id), segment.campaign_id, segment.is_campaign_target,
      segment.is_campaign_response, FALSE
    FROM list_difference AS difference
    JOIN contacts_contact AS contact ON contact.id = difference.contact_id
    JOIN segments_segment AS segment ON segment.id = %(segment)s
    LEFT JOIN contacts_contact AS company ON company.id = contact.company_id
    WHERE difference.difference > PLACE
"""
MOST_TOO_FEW = "SELECT COALESCE(MAX(difference), 0) FROM list_difference WHERE difference > 0"
# Whether the contact of a line from before has too few.
HAS_TOO_FEW = """
    before.contact_id IN (SELECT contact_id FROM list_difference WHERE difference > 0)
"""
TOO_FEW = "SELECT contact_id FROM list_difference WHERE difference > 0"
