from ledger_builder import credited

from reports.activity import Activity, Answers, MergesAlike, ReviewedAlike, Topic
from reports.ledger import Party, Review, ReviewedChange


def test_what_was_not_read_is_not_nothing() -> None:
    activity = Activity()
    assert not any(activity.was_read(topic, "acme/kit") for topic in Topic)
    activity.read[Topic.ISSUES].add("acme/kit")
    assert [topic for topic in Topic if activity.was_read(topic, "acme/kit")] == [Topic.ISSUES]
    assert Activity().read[Topic.ISSUES] == set()


def test_what_is_alike_is_one_count_and_no_person_is_held() -> None:
    activity = Activity()
    for person in range(3):
        reviews = [Review(5, Party(person, credited("acme"))), Review(6, Party(person + 9, credited("bolt")))]
        if person:  # whoever came first
            reviews.reverse()
        activity.add_reviewed(ReviewedChange("acme/kit", frozenset({"beta"}), tuple(reviews)))
        activity.add_merge("acme/kit", 5, credited("acme"))
        activity.answers_to("acme/kit", 5, ()).answered += 1
        activity.count("acme/kit", 5).opened += 1
    given = ((5, credited("acme")), (6, credited("bolt")))
    assert activity.reviewed == {ReviewedAlike("acme/kit", frozenset({"beta"}), given): 3}
    assert activity.merges == {MergesAlike("acme/kit", 5, credited("acme")): 3}
    assert list(activity.answers.values()) == [Answers(answered=3)]
    assert activity.count("acme/kit", 5).opened == 3
