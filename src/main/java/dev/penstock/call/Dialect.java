package dev.penstock.call;

/** The wire formats we can read usage, errors and endings from. OPAQUE passes unread. */
public enum Dialect {
    /** POST chat/completions and its many relatives. */
    OPENAI_CHAT,
    /** The legacy POST completions. */
    OPENAI_COMPLETIONS,
    OPENAI_RESPONSES,
    /** Embeddings, moderations, images, transcriptions, rerank: one JSON answer that may carry a usage object. */
    OPENAI_OTHER,
    ANTHROPIC_MESSAGES,
    /** generateContent, streamGenerateContent, embedContent, countTokens of Gemini and Vertex. */
    GEMINI,
    BEDROCK_CONVERSE,
    /** InvokeModel: the body is the model vendor's own; event-stream chunks wrap it. */
    BEDROCK_INVOKE,
    COHERE_V1,
    COHERE_V2,
    OLLAMA,
    /** Workers AI run: a {result, success, errors} envelope; streams of {"response": …}. */
    WORKERS_AI_RUN,
    REPLICATE,
    /** Bytes that pass unread. */
    OPAQUE
}
