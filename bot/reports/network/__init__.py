"""The network: who of those that want to be seen exchanged a referral or an introduction with whom."""
