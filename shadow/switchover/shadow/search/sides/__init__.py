"""Both sides in processes of their own: guarded, limited, and asked what they ran."""
