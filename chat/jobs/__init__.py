"""What remains of chats: the recorder, the form, the receipt, reports, retention."""
