package dev.penstock.admin.evaluations;

/** What can be asked of a dataset. */
enum EvaluationType {
    COST("cost", "Cost", "The average cost of a call in US dollars"),
    SPEED("speed", "Speed", "The average duration of a call in milliseconds"),
    FEEDBACK("human_feedback", "Human feedback", "The share of thumbs up among all thumbs, in percent");

    final String id;
    final String label;
    final String description;

    EvaluationType(String id, String label, String description) {
        this.id = id;
        this.label = label;
        this.description = description;
    }
}
