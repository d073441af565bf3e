"""COPP and VIDEOPARAMETERS copy protection as a specification that runs."""
