from django.db import migrations, models


class Migration(migrations.Migration):
    """The rows of an item are read source by source: without the whole source in the index all of them would be."""

    dependencies = [("pricing", "0003_local_amount")]
    operations = [
        migrations.AddIndex(
            "salesprice",
            models.Index(fields=["item", "campaign", "buyer", "price_group"], name="sales_price_source"),
        ),
        migrations.RemoveIndex("salesprice", "sales_price_item"),
        migrations.AddIndex(
            "saleslinediscount",
            models.Index(fields=["item", "campaign", "buyer", "discount_group"], name="sales_discount_source"),
        ),
        migrations.RemoveIndex("saleslinediscount", "sales_discount_item"),
    ]
