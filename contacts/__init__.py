"""Who: companies, persons, salespeople, teams and the codes they are classified by."""
