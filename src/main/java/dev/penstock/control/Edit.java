package dev.penstock.control;

/** One step of a change; all steps of a change happen, or none. */
public sealed interface Edit {
    Key key();

    /** Keeps a document under its key, in place of what was there. */
    record Put(Document document) implements Edit {
        @Override
        public Key key() {
            return document.key();
        }
    }

    /** Lets go of what stands under the key, sealed bytes included. */
    record Remove(Key key) implements Edit {}

    /** Keeps encrypted bytes beside a document. */
    record Seal(Key key, byte[] sealed) implements Edit {
        public Seal {
            sealed = sealed.clone();
        }

        @Override
        public byte[] sealed() {
            return sealed.clone();
        }

        @Override
        public String toString() {
            return "Seal[" + key + "]";
        }
    }
}
