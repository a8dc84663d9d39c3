package com.acme.checkout.startup;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which of the names that there are was probably meant by one that there is not. */
public final class NearestName {

    private NearestName() {}

    /** The nearest of {@code known}, if it is so near that a typing error explains the difference: a third of the letters, three at most. */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .filter(each -> !each.equals(word))
                .filter(each -> each.equalsIgnoreCase(word)
                        || distance(word, each) <= Math.min(3, Math.max(1, Math.min(word.length(), each.length()) / 3)))
                .min(Comparator.comparingInt((String each) -> distance(word, each))
                        .thenComparing(each -> each));
    }

    /** The fix as a sentence's end: a question where there is something to ask. */
    public static String orElse(String word, Collection<String> known, String otherwise) {
        return to(word, known).map(each -> "did you mean " + each + "?").orElse(otherwise);
    }

    /** Letters to insert, leave out, replace, or swap with their neighbour. */
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                steps[i][j] = Math.min(steps[i - 1][j - 1] + replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[a.length()][b.length()];
    }
}
