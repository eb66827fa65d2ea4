package voxfarm.frontend.ja;

/** Latin letters, digits and marks in the width of kana, which Open JTalk's dictionary expects. */
final class FullWidth {
    private static final String MARKS = " \"'-\\`~";
    private static final String WIDE = "　”’−￥‘〜";

    private FullWidth() {}

    /** One character for each; control characters become blanks. */
    static String of(String text) {
        StringBuilder wide = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int mark = MARKS.indexOf(c);
            if (mark >= 0) {
                wide.append(WIDE.charAt(mark));
            } else if (c > ' ' && c < '\u007f') {
                wide.append((char) (c + 0xfee0));
            } else {
                wide.append(c < ' ' || c == '\u007f' ? '　' : c);
            }
        }
        return wide.toString();
    }
}
