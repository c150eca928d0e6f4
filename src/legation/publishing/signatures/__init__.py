"""Two people for whatever goes public: who the second one may be, and what is looked at afterwards."""
