"""The review workbook: what a person looks at, agrees to and sends back."""
