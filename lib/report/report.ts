export const htmlReport = async (_: unknown) => "";
