"""What would an ordinary text classifier say of each text, trained on the others?"""

from collections.abc import Sequence

import numpy as np

FOLDS = 5


def predict_by_tfidf(texts: Sequence[str], labels: np.ndarray) -> np.ndarray:
    """
    Grade texts by TF-IDF and logistic regression, each by a model that did not see it.

    Parameters
    ----------
    texts : sequence of str
        One text a row.
    labels : ndarray
        Texts by classes, 0 or 1.

    Returns
    -------
    ndarray
        Texts by classes: the distance from each class's boundary, above 0 where the class
        is predicted. The folds are always the same.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import KFold

    labels = np.asarray(labels)
    grades = np.full(labels.shape, -1.0)
    # Fewer texts than folds: nothing can be learned.
    if len(texts) < FOLDS:
        return grades
    for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(texts):
        vectorizer = TfidfVectorizer(sublinear_tf=True)
        seen = vectorizer.fit_transform([texts[k] for k in train])
        unseen = vectorizer.transform([texts[k] for k in test])
        for column in range(labels.shape[1]):
            known = labels[train, column]
            if known.min() == known.max():  # one answer only: nothing to learn
                grades[test, column] = 1.0 if known[0] else -1.0
                continue
            model = LogisticRegression(class_weight="balanced", C=10, solver="liblinear")
            grades[test, column] = model.fit(seen, known).decision_function(unseen)
    return grades
