//! Implementation against oracle, one file per question.
